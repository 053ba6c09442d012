# SPDX-License-Identifier: Apache-2.0
"""Trains the LoRA weights of one cell with transformers and PEFT, alone or on several processes.

    torchrun --standalone --nproc-per-node 2 peft_trainer.py JOB.json
    accelerate launch --num-processes 2 peft_trainer.py JOB.json

JOB.json and what is printed are described in Documentation/Trainers.md. Each process takes its rows of every
micro-batch; gradients are summed. Where the job says `shard`, the frozen weights lie in parts on all processes
(torch.distributed.fsdp.fully_shard); the few trained ones are on each.
"""
import json
import os
import signal
import sys
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from peft import PeftModel
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

SAVE_EVERY = 10
HELD_OUT_ROWS = 8
stopping = False


def stop(*_):
    global stopping
    stopping = True


def tell(event):
    if RANK == 0:
        print(json.dumps(event), flush=True)


def total(*numbers):
    """Sums over all processes."""
    sums = torch.tensor(numbers, dtype=torch.float64, device=DEVICE)
    if WORLD > 1:
        dist.all_reduce(sums)
    return sums.tolist()


def load_model(job):
    path = Path(job["model"])
    kind = torch.float32 if DEVICE.type == "cpu" else torch.bfloat16
    place, file = (path.parent, {"gguf_file": path.name}) if path.is_file() else (path, {})
    base = AutoModelForCausalLM.from_pretrained(
        place, dtype=kind, attn_implementation="sdpa", local_files_only=True, **file)
    model = PeftModel.from_pretrained(base, job["initial"], is_trainable=True)
    for parameter in trained(model).values():
        parameter.data = parameter.data.float()
    return shard(model) if job["shard"] else model.to(DEVICE)


def shard(model):
    from torch.distributed.fsdp import fully_shard
    from torch.distributed.tensor import DTensor

    whole = set(trained(model).values())
    for layer in model.base_model.model.model.layers:
        fully_shard(layer, ignored_params=whole)
    fully_shard(model, ignored_params=whole)
    for parameter in whole:
        parameter.data = parameter.data.to(DEVICE)
    frozen = [p for p in model.parameters() if p not in whole]
    parts = sum(isinstance(p, DTensor) for p in frozen)
    if parts != len(frozen):
        raise SystemExit(f"{len(frozen) - parts} of {len(frozen)} frozen weights are not sharded")
    tell({"sharded": parts})
    return model


def trained(model):
    """The LoRA matrices by PEFT's names in files, sorted, so that all processes have one order."""
    named = {n.replace(".default.", "."): p for n, p in model.named_parameters() if "lora_" in n}
    return dict(sorted(named.items()))


def losses(model, rows):
    """Summed loss of some rows and the number of tokens that carried it; of none 0, of a row that counts nothing."""
    counts = bool(rows)
    rows = rows or [NOTHING]
    length = max(len(row["tokens"]) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    mask, labels = torch.zeros_like(ids), torch.full_like(ids, -100)
    for place, row in enumerate(rows):
        count, first = len(row["tokens"]), max(1, row["first"])
        ids[place, :count] = torch.tensor(row["tokens"])
        mask[place, :count] = 1
        labels[place, first:count] = ids[place, first:count]
    logits = model(input_ids=ids.to(DEVICE), attention_mask=mask.to(DEVICE)).logits[:, :-1]
    targets = labels[:, 1:].to(DEVICE)
    loss = F.cross_entropy(
        logits.reshape(-1, logits.shape[-1]).float(), targets.reshape(-1), reduction="sum")
    return (loss, int((targets >= 0).sum())) if counts else (loss * 0, 0)


def own(rows):
    return rows[RANK::WORLD]


@torch.no_grad()
def validate(model, rows, step):
    if not rows:
        return None
    model.eval()
    loss, tokens = 0.0, 0
    for start in range(0, len(rows), HELD_OUT_ROWS):
        more, count = losses(model, own(rows[start:start + HELD_OUT_ROWS]))
        loss, tokens = loss + more.item(), tokens + count
    model.train()
    loss, tokens = total(loss, tokens)
    return {"validated": step, "loss": loss / tokens, "tokens": int(tokens)}


def update(job, parameters, optimizer, step, tokens):
    """The gradient of all processes, by the tokens of the step, clipped; one step of AdamW."""
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        if WORLD > 1:
            dist.all_reduce(parameter.grad)
        parameter.grad /= tokens
    norm = torch.linalg.vector_norm(
        torch.stack([torch.linalg.vector_norm(p.grad) for p in parameters])).item()
    if job["clip"] > 0 and norm > job["clip"]:
        for parameter in parameters:
            parameter.grad *= job["clip"] / (norm + 1e-6)
    for group in optimizer.param_groups:
        group["lr"] = job["rates"][step]
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def save(folder, step, events, matrices, optimizer):
    if RANK == 0:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / "state.part"
        torch.save(
            {"step": step, "events": events, "optimizer": optimizer.state_dict(),
             "matrices": {name: m.detach().cpu() for name, m in matrices.items()}}, part)
        part.rename(folder / "state.pt")


def load(folder, matrices, optimizer):
    """The state of an earlier start, of however many processes."""
    file = folder / "state.pt"
    if not file.exists():
        return 0, []
    saved = torch.load(file, map_location="cpu", weights_only=True)
    for name, matrix in matrices.items():
        matrix.data.copy_(saved["matrices"][name])
    optimizer.load_state_dict(saved["optimizer"])
    return saved["step"], saved["events"]


def write_adapter(job, matrices):
    if RANK == 0:
        out = Path(job["out"])
        out.mkdir(parents=True, exist_ok=True)
        config = (Path(job["initial"]) / "adapter_config.json").read_text()
        (out / "adapter_config.json").write_text(config)
        part = out / "adapter_model.part"
        save_file(
            {name: m.detach().float().cpu().contiguous() for name, m in matrices.items()}, part,
            metadata={"format": "pt"})
        part.rename(out / "adapter_model.safetensors")


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main(path):
    global NOTHING
    job = json.loads(Path(path).read_text())
    rows, held_out = rows_of(job["rows"]), rows_of(job["held_out"])
    NOTHING = rows[0]
    torch.manual_seed(job["seed"] % 2**63 + RANK)
    model = load_model(job)
    model.train()
    matrices = trained(model)
    optimizer = torch.optim.AdamW(matrices.values(), weight_decay=job["weight_decay"])
    state = Path(job["state"])
    step, events = load(state, matrices, optimizer)
    for event in events:
        tell(event)

    def note(event):
        if event:
            events.append(event)
            tell(event)

    if step == 0:
        note(validate(model, held_out, 0))
    while step < len(job["steps"]):
        batches = job["steps"][step]
        loss, tokens = 0.0, 0
        for batch in batches:
            more, count = losses(model, own([rows[number] for number in batch]))
            more.backward()
            loss, tokens = loss + more.item(), tokens + count
        loss, tokens = total(loss, tokens)
        update(job, list(matrices.values()), optimizer, step, tokens)
        step += 1
        read = sum(len(rows[number]["tokens"]) for batch in batches for number in batch)
        note({"step": step, "loss": loss / tokens, "loss_tokens": int(tokens), "tokens": read})
        if step in job["validate_after"]:
            note(validate(model, held_out, step))
        ends = total(stopping)[0] > 0
        if ends or step % SAVE_EVERY == 0:
            save(state, step, events, matrices, optimizer)
        if ends:
            return 130
    write_adapter(job, matrices)
    return 0


if __name__ == "__main__":
    RANK, WORLD = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if torch.cuda.is_available():
        DEVICE = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(DEVICE)
    else:
        DEVICE = torch.device("cpu")
    signal.signal(signal.SIGTERM, stop)
    if WORLD > 1 or os.environ.get("MASTER_ADDR"):
        dist.init_process_group("nccl" if DEVICE.type == "cuda" else "gloo")
    status = main(sys.argv[1])
    if dist.is_initialized():
        dist.destroy_process_group()
    sys.exit(status)
