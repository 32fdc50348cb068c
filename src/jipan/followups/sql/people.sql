-- The customers with an open step who may be contacted.
CREATE OR REPLACE TEMP TABLE followups_people AS
SELECT id, name, contact_name, kind, gender, mobile, sales_adviser, service_adviser, store, consent
FROM followups_all_customers
WHERE do_not_contact IS NOT TRUE AND id IN (SELECT customer FROM followups_found);

-- The last contacts with them: of any kind and what was said, answered, for marketing.
CREATE OR REPLACE TEMP TABLE followups_talks AS
SELECT
    customer,
    max("at") AS tried,
    arg_max(struct_pack(outcome, note), "at") AS said,
    max("at") FILTER (answered) AS answered,
    max("at") FILTER (answered AND purpose = 'marketing') AS marketed
FROM (
    SELECT customer, "at", outcome, note, purpose, (outcome IS NULL OR outcome NOT IN {unreached}) AS answered
    FROM followups_all_contacts
    WHERE customer IN (SELECT id FROM followups_people)
)
GROUP BY customer;

-- Those whose last word was a complaint.
CREATE OR REPLACE TEMP TABLE followups_complaining AS
SELECT DISTINCT t.customer
FROM followups_all_contacts c
JOIN followups_talks t ON t.customer = c.customer AND t.answered = c."at"
WHERE c.outcome = 'complaint';

-- The steps that contacts have answered and that people have skipped, as the two parts of their keys.
CREATE OR REPLACE TEMP TABLE followups_closed AS
SELECT customer, left(key, {length}) AS stem, {code} AS code
FROM (
    SELECT customer, unnest(string_split(tasks, ' ')) AS key
    FROM followups_all_contacts
    WHERE tasks IS NOT NULL AND (outcome IS NULL OR outcome NOT IN {unreached})
        AND customer IN (SELECT id FROM followups_people)
    UNION ALL
    SELECT customer, key FROM followups_plans WHERE kind = 'skip'
)
WHERE key LIKE 'T_________%';

-- Until when a customer is left alone: until the day after a call that nobody answered, until tomorrow if somebody has talked to him
-- today, until the end of a snooze.
CREATE OR REPLACE TEMP TABLE followups_held AS
SELECT
    p.id AS customer,
    greatest(
        CASE
            WHEN t.tried::DATE >= d.today OR t.answered IS NULL OR t.tried::DATE > t.answered::DATE THEN t.tried::DATE + 1
        END,
        s."day"
    ) AS "until"
FROM followups_people p
CROSS JOIN followups_day d
LEFT JOIN followups_talks t ON t.customer = p.id
LEFT JOIN (
    SELECT customer, max("day")::DATE AS "day" FROM followups_plans WHERE kind = 'snooze' GROUP BY customer
) s ON s.customer = p.id
WHERE t.tried IS NOT NULL OR s."day" IS NOT NULL;
