-- Roles of the suite: run it once as a superuser, connected to the suite's database. It may be run again.
--
-- xinmei_migrate owns the schemas and changes them; each service reads and writes its own schema and sees no other;
-- xinmei_backup reads everything; xinmei_monitor sees the server's figures. Nobody has a password yet:
--   psql -c '\password xinmei_registry'     or     ALTER ROLE xinmei_registry PASSWORD '…'
DO $$
DECLARE
  role text;
  service text;
BEGIN
  FOREACH role IN ARRAY ARRAY['migrate', 'registry', 'review', 'alerts', 'training', 'backup', 'monitor'] LOOP
    role := 'xinmei_' || role;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', role);
    END IF;
  END LOOP;
  -- Eight connections a process (XINMEI_POOL_SIZE): a service that runs away takes none of the others'.
  FOREACH service IN ARRAY ARRAY['registry', 'review', 'alerts', 'training'] LOOP
    EXECUTE format('ALTER ROLE %I CONNECTION LIMIT %s', 'xinmei_' || service,
                   CASE service WHEN 'review' THEN 96 ELSE 32 END);
  END LOOP;

  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO xinmei_migrate, xinmei_registry, xinmei_review, xinmei_alerts, '
                 'xinmei_training, xinmei_backup, xinmei_monitor', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO xinmei_migrate', current_database());
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;

  FOREACH service IN ARRAY ARRAY['registry', 'review', 'alerts', 'training'] LOOP
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', service);
    EXECUTE format('ALTER SCHEMA %I OWNER TO xinmei_migrate', service);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, 'xinmei_' || service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE xinmei_migrate IN SCHEMA %I '
                   'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', service, 'xinmei_' || service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE xinmei_migrate IN SCHEMA %I '
                   'GRANT USAGE, SELECT ON SEQUENCES TO %I', service, 'xinmei_' || service);
  END LOOP;

  GRANT pg_read_all_data TO xinmei_backup;
  GRANT pg_monitor TO xinmei_monitor;
END $$;
