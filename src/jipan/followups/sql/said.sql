-- Customers who said something about channels, numbered by what they said.
CREATE OR REPLACE TEMP TABLE followups_said AS
WITH refusing AS (
    SELECT customer, string_agg(DISTINCT coalesce(channel, '*'), ' ' ORDER BY coalesce(channel, '*')) AS channels
    FROM followups_optouts
    GROUP BY customer
),
wrong AS (
    SELECT DISTINCT customer FROM followups_cases WHERE kind = 'wrong_number' AND closed_on IS NULL
),
said AS (
    SELECT
        c.id AS customer, coalesce(r.channels, '') AS refused, w.customer IS NOT NULL AS wrong, coalesce(c.pref_channel, '') AS preferred,
        c.consent IS TRUE AS consent,
        concat_ws(' ',
            CASE c.consent_call WHEN true THEN '+call' WHEN false THEN '-call' END,
            CASE c.consent_wechat WHEN true THEN '+wechat' WHEN false THEN '-wechat' END,
            CASE c.consent_sms WHEN true THEN '+sms' WHEN false THEN '-sms' END) AS consents
    FROM ({customers}) c
    LEFT JOIN refusing r ON r.customer = c.id
    LEFT JOIN wrong w ON w.customer = c.id
    WHERE r.customer IS NOT NULL OR w.customer IS NOT NULL OR c.pref_channel IS NOT NULL
        OR c.consent_call IS NOT NULL OR c.consent_wechat IS NOT NULL OR c.consent_sms IS NOT NULL
)
SELECT *, dense_rank() OVER (ORDER BY refused, wrong, preferred, consent, consents)::INTEGER AS manner FROM said;
