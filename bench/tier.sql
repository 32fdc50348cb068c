-- The four ratings of bench/rules.yaml for all customers on 2026-11-19, written by hand: facts in one pass over the visits, classes in one
-- pass over the customers, stored like jipan stores them.
CREATE TEMP TABLE facts AS
SELECT c.id, coalesce(v.spend_36m, 0) AS spend_36m, coalesce(v.spend_24m, 0) AS spend_24m, coalesce(v.spend_12m, 0) AS spend_12m,
    coalesce(v.visits_12m, 0) AS visits_12m, v.last_visit
FROM customers c
LEFT JOIN (
    SELECT customer,
        sum(amount) FILTER (date > DATE '2023-11-19') AS spend_36m,
        sum(amount) FILTER (date > DATE '2024-11-19') AS spend_24m,
        sum(amount) FILTER (date > DATE '2025-11-19') AS spend_12m,
        count(*) FILTER (date > DATE '2025-11-19') AS visits_12m,
        max(date) AS last_visit
    FROM visits
    WHERE closed IS NULL AND date <= DATE '2026-11-19'
    GROUP BY customer
) v ON v.customer = c.id
WHERE c.closed IS NULL;

CREATE TEMP TABLE classed AS
WITH ranked AS (
    SELECT *,
        rank() OVER (ORDER BY spend_36m DESC) AS place,
        count(*) OVER () AS everybody,
        sum(spend_12m) OVER (ORDER BY spend_12m DESC RANGE UNBOUNDED PRECEDING) - spend_12m * count(*) OVER (PARTITION BY spend_12m) AS before,
        sum(spend_12m) OVER () AS total,
        (SELECT median(spend_24m) FROM facts WHERE last_visit IS NOT NULL) AS half
    FROM facts
)
SELECT id,
    CASE WHEN (place - 1) * 100 < everybody THEN 1 WHEN (place - 1) * 100 < 5 * everybody THEN 2 WHEN (place - 1) * 100 < 20 * everybody THEN 3 ELSE 4 END AS pyramid,
    CASE WHEN spend_12m <= 0 THEN 3 WHEN before * 100 < 80 * total THEN 1 WHEN before * 100 < 95 * total THEN 2 ELSE 3 END AS abc,
    CASE WHEN visits_12m >= 4 THEN 1 WHEN visits_12m >= 2 THEN 2 WHEN visits_12m >= 1 THEN 3 ELSE 4 END AS service_abc,
    1 + 4 * (spend_24m < half)::INTEGER + 2 * (last_visit IS NULL OR last_visit <= DATE '2026-04-19')::INTEGER + (visits_12m < 2)::INTEGER AS rfm
FROM ranked;

INSERT INTO assessments BY NAME
SELECT id AS customer, 'pyramid' AS rating, ['VIP', '主要', '普通', '小'][pyramid] AS class, pyramid AS "row", 2 AS opened FROM classed
UNION ALL BY NAME
SELECT id AS customer, 'abc' AS rating, ['A', 'B', 'C'][abc] AS class, abc AS "row", 2 AS opened FROM classed
UNION ALL BY NAME
SELECT id AS customer, 'service_abc' AS rating, ['A', 'B', 'C', 'D'][service_abc] AS class, service_abc AS "row", 2 AS opened FROM classed
UNION ALL BY NAME
SELECT id AS customer, 'rfm' AS rating, ['重要价值客户', '重要发展客户', '重要保持客户', '重要挽留客户', '一般价值客户', '一般发展客户', '一般保持客户', '一般挽留客户'][rfm] AS class,
    rfm AS "row", 2 AS opened FROM classed;
