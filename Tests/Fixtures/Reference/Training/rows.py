# SPDX-License-Identifier: Apache-2.0
"""Rows of peft_losses.py: question and answer pairs of unequal length, written for it."""

ROWS = [
    ("What is a cache?", "A small, fast store for what was read before."),
    ("Why do we sleep?", "Nobody knows all of it. Sleep lets the body repair itself, and the brain sorts what it took in during the day."),
    ("Say hello.", "Hello!"),
    ("Explain what a byte is, for somebody who has never used a computer.", "A byte is eight switches in a row. Each is on or off, so there are 256 ways to set them, enough to stand for a letter."),
    ("Name two rivers.", "The Danube and the Niger."),
    ("What does a compiler do?", "It turns a program that people can read into instructions that a processor can run, and complains about what it cannot turn."),
    ("Is a tomato a fruit?", "To a botanist, yes. To a cook, no."),
    ("How long is a minute?", "Sixty seconds."),
    ("Give me advice for a walk in the hills.", "Start early, take more water than you think you need, tell somebody where you go, and turn back when the weather does."),
    ("What is 6 times 7?", "6 times 7 is 42."),
    ("What is a lighthouse for?", "It shows ships where the coast is. At night it does so by light, in fog by sound."),
    ("Describe snow in five words.", "Cold, quiet, bright, soft, brief."),
    ("What is recursion?", "A way to solve a problem by solving a smaller one of the same kind, until it is so small that the answer is known."),
    ("Who bakes bread?", "A baker does."),
    ("Why is the sea salty?", "Rain washes salts out of rocks, rivers carry them to the sea, and the water leaves as vapour while the salts stay."),
    ("Write one line of Python that prints the numbers from 0 to 9.", "for i in range(10): print(i)"),
    ("What is a haiku?", "A short poem from Japan. In English it often has three lines of five, seven and five syllables."),
    ("Good night!", "Good night, sleep well."),
    ("What does open source mean?", "That the source of a program may be read, changed and passed on by anyone, under the terms of its licence."),
    ("Name a colour.", "Green."),
    ("How do bees find flowers?", "By scent and colour, and by the dances of other bees that tell how far to fly and in which direction."),
    ("What is the capital of Portugal?", "Lisbon."),
    ("How can I learn ten words a day?", "Write each on a card. Look at the cards in the morning, at noon and in the evening, and put those aside that you knew three times."),
    ("What should a good summary hold?", "What was asked, what was found, how sure it is, and what to do next."),
]
