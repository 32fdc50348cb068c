-- Subjects meet the occasions of their anchor dates: every step that is open now, or was within the horizon.
CREATE OR REPLACE TEMP TABLE followups_found AS
SELECT s.subject, s.customer, o.occasion
FROM followups_subjects s
JOIN followups_occasions o ON o.course = s.course AND o.anchor = s.anchor;
