"""What is asked, what was answered, and what it says. This app knows no person.

Read in this order: `models` (the rows), `kinds` (a kind of question is one file), `domain.definition` and
`domain.questionnaires` (from YAML to a published version), `domain.routing` and `domain.answering` (from post to
answer), `domain.response_rates`, `domain.tabulation` and `domain.figures` (what it says), `exports` (what leaves).
"""
