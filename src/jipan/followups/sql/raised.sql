-- The tasks that have waited so long that the manager is `told`, that they are `handed` to a colleague, or that they are `freed` for
-- anybody: by any of their reasons, the first of which waits `since` that day. A reason waits since its day, but no longer than the base knows what it is about: a first import brings old dates that nobody could have kept, and so does a new level.
-- Whom nobody has ever reached is due anew each day: he waits since he is known, or since somebody last tried.
CREATE OR REPLACE TEMP TABLE followups_raised AS
WITH late AS (
    SELECT t.customer, t."day", t.part, t.subject, t.due, o.anchor = DATE '{never}' AS unreached, l.report, l.hand, l.free
    FROM followups_tasks t
    JOIN followups_ladders l ON l.course = t.course
    JOIN followups_occasions o ON o.occasion = t.occasion
    WHERE unreached OR t.due <= greatest(l.report, l.hand, l.free)
),
known AS (
    SELECT id, min(opened) AS batch FROM ({records}) WHERE id IN (SELECT subject FROM late) GROUP BY id
),
waiting AS (
    SELECT l.*, CASE WHEN l.unreached THEN greatest(b."at"::DATE, k.tried::DATE + 1) ELSE greatest(l.due, b."at"::DATE) END AS since
    FROM late l
    LEFT JOIN known w ON w.id = l.subject
    LEFT JOIN batches b ON b.number = w.batch
    LEFT JOIN followups_talks k ON k.customer = l.customer
)
SELECT customer, "day", part, coalesce(bool_or(since <= report), false) AS told, coalesce(bool_or(since <= hand), false) AS handed,
    coalesce(bool_or(since <= free), false) AS freed, min(since) AS since
FROM waiting
GROUP BY customer, "day", part
HAVING bool_or(since <= greatest(report, hand, free))
