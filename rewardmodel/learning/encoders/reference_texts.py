"""Some texts of many kinds, to scale a project's features by until its answers choose them."""

REFERENCE_TEXTS = (
    "Yes.",
    "I am sorry, but I cannot help with that.",
    "Ferns and mosses spread by spores, have no flowers, and need water to multiply.",
    "Boil the pasta for nine minutes, drain it, and stir in the sauce while it is still hot.",
    "You could ask your neighbour first. People often do not know how far their music carries.",
    "The function returns None when the list is empty, so the caller has to check for it.",
    "No! That is exactly what I told you not to do, and now look at the mess we are in.",
    "1. Save your work. 2. Close the window. 3. Wait until the light is green. 4. Start it again.",
    "The city lies on two rivers. Its bridges were built between 1820 and 1911, most of them of "
    "iron, and four are still in use. Trams cross two of them.",
    "School uniforms save parents money and pupils time. On the other hand they cost children a "
    "way to say who they are, and nobody has shown that marks get better.",
    "total = sum(price * count for price, count in basket)",
    "We thank you for your letter of 3 May. The part that you ordered is no longer made. We can "
    "offer you one of equal size at the same price, or return what you paid.",
    "The patient slept well, ate little, and walked to the window and back without help.",
    "Honestly, the film is too long, but the last half hour is worth all of it.",
    "To prove that the sum is even, note that each pair adds up to twice the middle number, and "
    "that there is an even number of pairs.",
    "it depends what u want, cheap one is fine for school but dont use it outside",
    "The court held that the contract was void, since neither party had been told of the change "
    "before it signed, and that the deposit had to be paid back within thirty days.",
    "Rain in the morning, dry later, with a light wind from the west and up to 17 degrees.",
    "A good argument names its premises, says why they hold, and does not claim more than they "
    "carry. This one does none of the three.",
    "Mix flour, water and salt. Let the dough rest overnight. Bake it hot, and do not cut it warm.",
)
