# SPDX-License-Identifier: Apache-2.0
"""Token ids of conversations as transformers' `apply_chat_template` gives them."""
import json

from transformers import PreTrainedTokenizerFast

# The templates of the families, cut down to what a conversation without tools needs.
QWEN_25 = """{%- if messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
{%- else %}
    {{- '<|im_start|>system\\nYou are a careful and helpful assistant.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role == 'user' or (message.role == 'system' and not loop.first) or message.role == 'assistant' %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}"""

QWEN_3 = """{%- if messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set ns = namespace(last=0) %}
{%- for message in messages %}{%- if message.role == 'user' %}{%- set ns.last = loop.index0 %}{%- endif %}{%- endfor %}
{%- for message in messages %}
    {%- if message.role == 'user' %}
        {{- '<|im_start|>user\\n' + message.content + '<|im_end|>\\n' }}
    {%- elif message.role == 'assistant' and loop.index0 > ns.last %}
        {{- '<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n' + message.content + '<|im_end|>\\n' }}
    {%- elif message.role == 'assistant' %}
        {{- '<|im_start|>assistant\\n' + message.content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""

LLAMA_3 = """{% for message in messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}"""

LLAMA_31 = """{{- bos_token }}
{%- if not date_string is defined %}
    {%- set date_string = "26 Jul 2024" %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content'] | trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{{- "Cutting Knowledge Date: December 2023\\n" }}
{{- "Today Date: " + date_string + "\\n\\n" }}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}"""

GEMMA = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- set first_user_prefix = messages[0]['content'] + '\\n\\n' -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- set role = "model" if message['role'] == 'assistant' else message['role'] -%}
    {{ '<start_of_turn>' + role + '\\n' + (first_user_prefix if loop.first else "") }}
    {{- message['content'] | trim }}
    {{- '<end_of_turn>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{ '<start_of_turn>model\\n' }}
{%- endif -%}"""

MISTRAL_OLD = """{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token + ' ' }}{% endif %}{% endfor %}"""

MISTRAL_FIRST = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if loop.first and system_message is defined %}
            {{- " [INST] " + system_message + "\\n\\n" + message["content"] + " [/INST]" }}
        {%- else %}
            {{- " [INST] " + message["content"] + " [/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"] + eos_token }}
    {%- else %}
        {{- raise_exception("Turns are user and assistant between [INST] and [/INST]") }}
    {%- endif %}
{%- endfor %}"""

MISTRAL_LAST = (MISTRAL_FIRST.replace('" [INST] "', '"[INST] "').replace('" [/INST]"', '"[/INST]"')
                .replace("loop.first", "loop.last")
                .replace('message["content"] + eos_token', 'message["content"]|trim + eos_token'))

CONVERSATIONS = [
    [("user", "What is a progress bar?")],
    [("system", "You answer in one sentence."), ("user", "What is a QR code?")],
    [("user", "Add 12 and 345."), ("assistant", "That is 357."), ("user", "And 1,000 more?")],
    [("system", " Be brief.\n"), ("user", "\n  First line\n\nSecond line  \n"),
     ("assistant", "Read."), ("user", "caf\u00e9 na\u00efve \u4f60\u597d \U0001f600")],
    [("user", "   "), ("assistant", "You wrote nothing but spaces."), ("user", "it's\r\n\tcode()")],
]
ANSWERS = ["A strip that fills up.", "It holds text,\nfor a camera: \u00fcber 90 % of them.", "1357"]


def cases(name, tokenizer, template, beginning, end, systems=True, **options):
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, chat_template=template, bos_token=beginning, eos_token=end)

    def ids(turns, **more):
        messages = [{"role": role, "content": text} for role, text in turns]
        return list(wrapped.apply_chat_template(
            messages, tokenize=True, return_dict=False, **more, **options))

    for index, turns in enumerate(CONVERSATIONS):
        if turns[0][0] == "system" and not systems:
            continue
        answer = ANSWERS[index % len(ANSWERS)]
        # Such a template leaves the system text out once an answer follows the last question.
        forgets = "loop.last" in template and turns[0][0] == "system"
        yield {
            "tokenizer": name, "template": template, "beginning": beginning, "end": end,
            "turns": turns, "answer": answer,
            "prompt": ids(turns, add_generation_prompt=True),
            "whole": None if forgets else ids(turns + [("assistant", answer)])}


def write(path, small, smollm2, template):
    found = list(cases("smollm2", smollm2, template, "<|im_start|>", "<|im_end|>"))
    found += cases("qwen2", small["qwen2"], QWEN_25, None, "<|im_end|>")
    found += cases("qwen2", small["qwen2"], QWEN_3, None, "<|im_end|>", enable_thinking=False)
    for template in (LLAMA_3, LLAMA_31):
        found += cases("llama3", small["llama3"], template, "<|begin_of_text|>", "<|eot_id|>")
    found += cases("gemma", small["gemma"], GEMMA, "<bos>", "<eos>")
    for name in ("mistral", "mistral-first"):
        found += cases(name, small[name], MISTRAL_OLD, "<s>", "</s>", systems=False)
        for template in (MISTRAL_FIRST, MISTRAL_LAST):
            found += cases(name, small[name], template, "<s>", "</s>")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(found, file, ensure_ascii=True, separators=(",", ":"))
    print(f"chat: {len(found)} conversations")
