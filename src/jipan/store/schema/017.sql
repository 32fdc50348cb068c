-- By which day a payment is owed.
ALTER TABLE payments ADD COLUMN "due" DATE;
