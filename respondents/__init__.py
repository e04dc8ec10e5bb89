"""Who is asked, how they are reached, and whether they have answered.

Read in this order: `models` (the rows), `domain.contacts` (who), `domain.access` (the right to answer travels in the
link), `domain.waves`, `domain.letters` and `domain.delivery` (mail that is never sent twice and never skipped),
`views.answering` (what a respondent meets), `domain.groups` and `admin` (what staff meet).
"""
