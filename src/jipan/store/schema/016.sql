-- How a customer wants to be contacted, and what he agreed to hear by which channel.
ALTER TABLE customers ADD COLUMN "pref_time" VARCHAR;
ALTER TABLE customers ADD COLUMN "pref_channel" VARCHAR;
ALTER TABLE customers ADD COLUMN "consent_call" BOOLEAN;
ALTER TABLE customers ADD COLUMN "consent_wechat" BOOLEAN;
ALTER TABLE customers ADD COLUMN "consent_sms" BOOLEAN;
