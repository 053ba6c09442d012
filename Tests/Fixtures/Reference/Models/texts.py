# SPDX-License-Identifier: Apache-2.0
"""The texts of logits.py, written for it, and the questions of greedy.py."""

# Cut to these numbers of tokens, so that short and long texts are both there.
LENGTHS = [64, 96, 128, 192, 256, 320, 448, 512]

SHORT = """A cache keeps what was read before, so that reading it again takes less time. It holds little and
answers fast. When it is full, something has to leave: often the entry that was used longest ago. A cache that is too
small throws out what is needed next, and then it costs more than it saves. Measure before you add one."""

CODE = '''def median(values):
    """The middle value, or the mean of the two middle ones."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


for row in [[3, 1, 2], [4, 1, 3, 2], [10.5]]:
    print(f"{row!r:>16} -> {median(row):.2f}")
'''

NUMBERS = """Station,Year,Rain (mm),Days\nHarbour,2019,812.4,161\nHarbour,2020,934.0,172\nHarbour,2021,777.9,149
Hilltop,2019,1204.6,188\nHilltop,2020,1333.1,201\nHilltop,2021,1190.2,179\n\nThe mean of the harbour is
(812.4 + 934.0 + 777.9) / 3 = 841.4 mm, that of the hilltop 1,242.6 mm, so the hilltop gets 1.48 times as much.
On a day with rain the harbour gets 5.24 mm and the hilltop 6.56 mm; 1 in 2 days is wet up there, 44% below."""

TONGUES = """Good morning, everyone! Guten Morgen, schön, dass ihr da seid. Bonjour à tous, ça va ? Buenos días, ¿cómo
están? Доброе утро, друзья. Καλημέρα σας. おはようございます、今日は天気がいいですね。早上好,我们开始吧。좋은 아침입니다. صباح
الخير. शुभ प्रभात। Dzień dobry, źdźbło trawy. Naïve café, Ångström, œuvre, ½ cup, 20 °C, 3 × 4 ≤ 13, “quoted” – and so
on… 🙂👍🏽 🇫🇷 👩‍💻 The same greeting, written ten ways, is ten different lists of tokens: where a language was rare in
the training text, its words fall into single bytes, and a sentence that looks short becomes long. Hyvää huomenta, καλό
ταξίδι, до свидания, さようなら。"""

DIALOGUE = """"Is the bridge open?" asked Mara.
"Since Monday," said the man at the gate. "But only on foot. The carts go round by the mill."
"How long does that take?"
"An hour with a good horse. Two with that one." He nodded at the grey mare, who was eating his hedge.
Mara pulled the rein, without much hope. The mare lifted her head, looked at the river, and went back to the hedge.
"She knows the ferry," Mara said. "She thinks that somebody will come and carry her over."
"The ferry stopped in spring. The ferryman's daughter went to the town to learn about clocks, and he went with her, for he
said that a river is there in the morning whatever you do, but a daughter is not."
"That is a good reason."
"It is. But it leaves us with the bridge." The man opened the gate. "Lead the horse over. Leave the cart with me. My son will
bring it round tonight, and you can pay him with one of those cheeses."
She thought about it. There were eleven cheeses, and the market paid for ten.
"How did you know that they are cheeses?"
"The dog told me," he said, and indeed the dog had not taken its eyes off the cart."""

STEPS = """How to bake a plain loaf

You need 500 g of flour, 350 g of water, 10 g of salt and 3 g of dry yeast. Nothing else.

1. Mix flour and water in a bowl until no dry flour is left. Cover it and wait for half an hour. The dough becomes smooth
   by itself in this time, so that you need to knead less.
2. Add the salt and the yeast. Fold the dough over itself twenty times, turning the bowl as you go. Wet hands do not stick.
3. Leave it for three hours at room temperature. After each of the first two hours, fold it again four times. It should grow
   by half, not more. In a cold kitchen this takes longer; go by the size and not by the clock.
4. Put it on a table with a little flour. Shape it into a ball by pulling it towards you, so that the skin becomes tight.
5. Let it rest in a basket or in a bowl with a cloth, for an hour, or overnight in the fridge.
6. Heat the oven to 240 °C with a heavy pot in it. Put the loaf into the pot, cut a cross on top, and close the lid.
7. Bake for 25 minutes with the lid and 20 minutes without. The loaf is done when it sounds hollow from below.
8. Wait until it is cold before you cut it. This is the hardest step.

If the loaf is flat, the dough was too wet or rested for too long. If it is dense, it rested too little, or the yeast was
old. If it is pale, leave it in for longer: an oven's dial is a promise, not a measurement. Write down what you did, change one
thing at a time, and after five loaves you will know your oven, your flour and your kitchen better than any recipe does."""

ESSAY = """People who keep bees say that a hive decides. In spring, when it has become too small, half of the bees leave
with the old queen and hang in a cluster from a branch. Scouts fly out and look for a hollow tree. Each scout that finds one
comes back and dances on the surface of the cluster: the direction of the dance gives the direction of the tree, its length the
distance, and the number of rounds says how good the place is. Other bees follow the dance, fly there, look for themselves, and
dance too if they agree. A good place gains dancers faster than a poor one. After some hours, or some days if the weather is bad,
nearly all of them dance for one place, and the cluster takes off.

No bee has seen all the places. Hardly any has compared two. And still the cluster picks the best of them most of the time, as
was found by carrying hives to an island without trees and offering them boxes of different sizes. What makes it work is that no
scout repeats another's claim without looking, and that every dance fades: each time a scout comes back from the same tree she
dances fewer rounds, whether the tree is good or not, and in the end she stops. A claim that nobody renews dies out. There is also
a signal against: a scout who meets a dancer for another place may butt her with her head, with a short beep, and a dancer who
is butted often stops earlier. When two places are equally good, it is this signal that keeps the cluster from waiting for ever.

Committees of people have other means. They can write things down, count votes and change their minds in one sentence. But they
also do what scouts do not: they repeat what they have heard and not seen, they dance for as long as they have strength, and they
count the number of voices where they should count the number of eyes. A rule for a committee could be taken from the hive. Let
those speak who went and looked. Let a claim grow old, so that it has to be made anew. And close the meeting not when everybody is
tired, but when enough of those who looked stand at the same place.

It is less sure than it sounds, of course. The bees share a mother and an aim; a committee seldom does. Where the members gain from
different outcomes, a fading dance helps nobody, since each will find a reason to begin again."""

LETTER = """Dear neighbours,

as you know, the old pump in the yard will be replaced in the second week of May. The water will be off on two days, Tuesday the
12th and Wednesday the 13th, from eight in the morning until about four in the afternoon. Please fill a few bottles on the evening
before. The laundry on the ground floor cannot be used on these days, and neither can the tap by the bicycles. The heating is not
touched, nor is the lift.

Some of you asked why we do not repair the pump once more. We had three people look at it. The first said that a new seal would
do, for 140 euros; the same was said last year and the year before, and both times it held for eleven months. The second wanted to
take it apart, for 600 euros, without a promise. The third, whose offer we took, replaces the pump and the valve behind it for 2,350
euros and stands by the work for ten years. With one repair a year the old one would cost us 1,400 euros over that time, if nothing
else broke; but the valve is from 1968, and when such a valve breaks, the cellar stands under water. We think that this is worth
the difference. If you see it in another way, come to the meeting on Thursday, at seven, in the room behind the bakery.

There is one more thing. The tree in front of number 9 lost a large branch in the storm of last week. Nobody was hurt. The town
looked at it and says that the rest is sound, but that it has to be cut back in autumn, when the birds have gone. Until then please
do not park below it, even though it is the only place with shade. The bench stays closed as well; the tape is ugly, but it is
there for a reason, and somebody took it down twice.

The herbs in the raised beds are for all of you. Take what you need and leave the roots. The tomatoes belong to the children of the
third floor, who planted them, water them and count them. They noticed.

If you can lend us a long ladder on the Saturday after the work, so that we can paint the wall above the pump while everything is
dirty anyway, please put a note into the letter box of number 4. There will be soup, and, if the weather is as it was last year, there
will be people standing under the roof of the bicycle shed with bowls in their hands, telling each other that it will stop soon.

With kind regards, for the house,
Ines, Tomasz and the two Millers

P.S. The key to the cellar has turned up. It was in the cellar."""

TEXTS = [SHORT, CODE, NUMBERS, TONGUES, DIALOGUE, STEPS, ESSAY, LETTER]
NAMES = ["short", "code", "numbers", "tongues", "dialogue", "steps", "essay", "letter"]

QUESTIONS = [
    "What is a cache?", "Why is the sky blue?", "Name three uses of a paper clip.",
    "Explain recursion to a child.", "What does a compiler do?", "How do I boil an egg?",
    "Write two sentences about the sea.", "What is the difference between a list and a set?",
    "Translate 'good morning' into French.", "What is 17 + 25?", "Give me a title for a story about a lighthouse.",
    "What is a byte?", "Why do leaves fall in autumn?", "List the planets.", "How does a bicycle stay upright?",
    "What is a haiku?", "Describe the colour green.", "What should I pack for a day of walking?",
    "What is open-source software?", "Who repairs shoes?",
]

BEGINNINGS = [
    "The capital of France is", "A cache is a small, fast memory that", "Once upon a time there was a",
    "def fibonacci(n):\n    ", "Water boils at", "The three primary colours are", "In 1969, the first",
    "To make a cup of tea, first", "A compiler is a program that", "Question: What is a byte?\nAnswer:",
    "The opposite of hot is", "Monday, Tuesday, Wednesday,", "1, 2, 4, 8, 16,", "My favourite season is spring, because",
    "Le soleil se lève", "import json\nimport os\n\n", "The lighthouse keeper looked out and",
    "A list is ordered, whereas a set", "Bees make honey by", "- apples\n- pears\n- ",
]
