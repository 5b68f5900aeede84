"""The ways to an answer, one for each kind of question: each chooses evidence and says how the answer opens."""
