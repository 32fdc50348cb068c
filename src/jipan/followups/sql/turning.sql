-- When somebody last said of a subject that the next turn of a cadence be left out: it counts like a contact.
CREATE OR REPLACE TEMP TABLE followups_skipped AS
WITH skips AS (
    SELECT customer, key, "day" FROM followups_plans WHERE kind = 'skip'
),
near AS MATERIALIZED (
    SELECT * FROM ({turning}) WHERE customer IN (SELECT customer FROM skips)
)
SELECT n.course, n.subject, max(s."day") AS "day"
FROM near n
JOIN followups_courses c ON c.course = n.course
JOIN skips s ON s.customer = n.customer AND left(s.key, {length}) = {stem}
GROUP BY n.course, n.subject;

-- Next dates agreed with customers that are not kept yet: nobody has talked to them since.
CREATE OR REPLACE TEMP TABLE followups_promised AS
SELECT DISTINCT p.customer, p."day"
FROM followups_plans p
LEFT JOIN followups_talks t ON t.customer = p.customer
WHERE p.kind = 'next' AND p."day" IS NOT NULL AND (t.answered IS NULL OR t.answered < p."day");

-- Leads that are being worked.
CREATE OR REPLACE TEMP VIEW followups_leading AS
SELECT * FROM followups_leads WHERE closed_on IS NULL AND (stage IS NULL OR stage IN {open});
