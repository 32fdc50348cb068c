-- What a call sheet is about: the most urgent reason of each customer and day, the most urgent one about a vehicle, the most urgent one
-- that says what to tell the customer.
CREATE OR REPLACE TEMP TABLE followups_listed AS
SELECT
    t.customer, t."day", t.part, count(*) AS reasons, min(t.due) AS due, bool_or(t.complaint) AS complaint,
    max(t.occasion) FILTER (nth = 1) AS occasion,
    max(t.subject) FILTER (nth = 1) AS subject,
    max(t.stem) FILTER (nth = 1) AS stem,
    arg_min(t.subject, nth) FILTER (t.course IN {of_vehicles}) AS vehicle,
    arg_min(t.occasion, nth) FILTER (t.course IN {saying}) AS saying,
    {saying_of} AS saying_of,
    {courses} AS courses
FROM followups_tasks t
GROUP BY t.customer, t."day", t.part;

-- The leads being worked of the customers on it.
CREATE OR REPLACE TEMP TABLE followups_wishes AS
SELECT
    l.id, l.customer, coalesce(l.level, '') AS level, coalesce(l.intent_model, '') AS model,
    coalesce(l.adviser, '') AS adviser, coalesce(v.place, 1000) AS place
FROM followups_leading l
LEFT JOIN followups_levels v ON v.level = l.level
WHERE l.customer IN (SELECT customer FROM followups_listed);

-- The vehicle to speak of: the one that a reason is about, else the one bought last.
CREATE OR REPLACE TEMP TABLE followups_cars AS
WITH bought AS (
    SELECT customer, arg_max(id, (coalesce(purchase_date, DATE '0001-01-01'), id)) AS id
    FROM followups_vehicles
    WHERE customer IN (SELECT customer FROM followups_listed WHERE vehicle IS NULL)
    GROUP BY customer
)
SELECT l.customer, l."day", l.part, coalesce(l.vehicle, b.id) AS id
FROM followups_listed l
LEFT JOIN bought b ON b.customer = l.customer;

-- What was said to the customers on it since they were last reached: how often nobody answered, and what came of the last contact.
CREATE OR REPLACE TEMP TABLE followups_recent AS
SELECT
    c.customer,
    count(*) FILTER (c.outcome IN {unanswered} AND (t.answered IS NULL OR c."at" > t.answered)) AS misses,
    min(c.outcome) FILTER (c."at" = t.tried) AS outcome,
    min(c.note) FILTER (c."at" = t.tried) AS note
FROM ({contacts}) c
JOIN followups_talks t ON t.customer = c.customer
WHERE c.customer IN (SELECT customer FROM followups_listed) AND (t.answered IS NULL OR c."at" >= t.answered)
GROUP BY c.customer;
