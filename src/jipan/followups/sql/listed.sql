-- What a call sheet is about: the most urgent reason of each customer and day, the most urgent one about a vehicle, the most urgent one
-- that says what to tell the customer.
CREATE OR REPLACE TEMP TABLE followups_listed AS
SELECT
    t.customer, t."day", t.part, count(*) AS reasons, min(t.due) AS due, bool_or(t.complaint) AS complaint,
    max(t.occasion) FILTER (nth = 1) AS occasion,
    max(t.subject) FILTER (nth = 1) AS subject,
    max(t.stem) FILTER (nth = 1) AS stem,
    arg_min(t.subject, nth) FILTER (t.course IN {of_vehicles}) AS vehicle,
    (max(t.subject) FILTER (t.course IN {of_vehicles}) <> min(t.subject) FILTER (t.course IN {of_vehicles})) IS TRUE AS several,
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

-- The vehicle to speak of where no reason is about one: that bought last.
CREATE OR REPLACE TEMP TABLE followups_bought AS
SELECT customer, arg_max(id, (coalesce(purchase_date, DATE '0001-01-01'), id)) AS id
FROM followups_vehicles
WHERE customer IN (SELECT customer FROM followups_listed WHERE vehicle IS NULL)
GROUP BY customer;

-- What was said to the customers on it since they were last reached: how often nobody answered, on how many days where that was often,
-- and what came of the last contact.
CREATE OR REPLACE TEMP TABLE followups_since AS
SELECT c.customer, c."at", c.outcome, c.note, t.tried, c.outcome IN {unanswered} AND (t.answered IS NULL OR c."at" > t.answered) AS missed
FROM ({contacts}) c
JOIN (FROM followups_talks WHERE customer IN (SELECT customer FROM followups_listed)) t ON t.customer = c.customer
WHERE c."at" >= coalesce(t.answered, c."at");
CREATE OR REPLACE TEMP TABLE followups_recent AS
WITH said AS (
    SELECT
        customer, min(tried) AS tried,
        count(*) FILTER (missed) AS misses,
        min(outcome) FILTER ("at" = tried) AS outcome,
        min(note) FILTER ("at" = tried) AS note
    FROM followups_since
    GROUP BY customer
),
often AS (
    SELECT customer, count(DISTINCT "at"::DATE) AS days
    FROM followups_since
    WHERE missed AND customer IN (SELECT customer FROM said WHERE misses >= {write_after})
    GROUP BY customer
)
SELECT s.*, o.days FROM said s LEFT JOIN often o ON o.customer = s.customer;
