-- What each service's role may do in its schema: `xinmei migrate --grants` runs it after every change of the schema.
-- The ledger can be added to and read, and by no service be changed or shortened (article 15).
DO $$
DECLARE
  service text;
  role text;
BEGIN
  FOREACH service IN ARRAY ARRAY['registry', 'review', 'alerts', 'training'] LOOP
    role := 'xinmei_' || service;
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', service, role);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I', service, role);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I.ledger FROM %I', service, role);
    EXECUTE format('REVOKE INSERT, DELETE, TRUNCATE ON %I.ledger_head FROM %I', service, role);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %I.alembic_version FROM %I', service, role);
  END LOOP;
END $$;
