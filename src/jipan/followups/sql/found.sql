-- Subjects meet the occasions of their anchor dates: every step that is open now, or was within the horizon, of everybody who may be
-- contacted at all (`manner`: by which channel), unless a date agreed with the customer overrules it. `until`: a customer is left alone until the day after a call that
-- nobody answered, until tomorrow if somebody has talked to him today, until the end of a snooze. An open complaint stops marketing.
CREATE OR REPLACE TEMP TABLE followups_found AS
WITH found AS (
    SELECT s.subject, s.customer, o.occasion, o.step, c.cadence, c.levelled, c.purpose = 'marketing' AS marketing, c.course
    FROM followups_subjects s
    JOIN followups_occasions o ON o.course = s.course AND o.anchor = s.anchor
    JOIN followups_courses c ON c.course = s.course
)
SELECT
    f.subject, f.customer, f.occasion, f.marketing, t.marketed::DATE AS marketed,
    f.customer IN (SELECT customer FROM followups_cases WHERE kind = 'complaint' AND closed_on IS NULL) AS complaint,
    greatest(
        CASE
            WHEN t.tried >= DATE '{today}' OR t.answered IS NULL OR t.tried::DATE > t.answered::DATE THEN t.tried::DATE + 1
        END,
        z."day"
    ) AS "until",
    {stem} AS stem
FROM found f
JOIN followups_customers p ON p.id = f.customer
LEFT JOIN followups_talks t ON t.customer = f.customer
LEFT JOIN followups_said m ON m.customer = f.customer
LEFT JOIN followups_ways w ON w.manner = m.manner AND w.course = f.course
LEFT JOIN (
    SELECT customer, max("day") AS "day" FROM followups_plans WHERE kind = 'snooze' GROUP BY customer
) z ON z.customer = f.customer
WHERE p.do_not_contact IS NOT TRUE
    AND NOT (f.levelled AND f.customer IN (SELECT customer FROM followups_promised))
    AND NOT (f.marketing AND complaint)
    AND CASE WHEN m.manner IS NULL THEN NOT f.marketing OR p.consent ELSE w.channel IS NOT NULL END;
