"""Material for teaching, made from findings: session packs, briefings, supervision sheets, action sheets, quizzes."""
