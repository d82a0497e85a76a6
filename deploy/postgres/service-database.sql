-- One service's database: two roles, a schema of the service's name, and nothing for anybody else.
--
-- Filled in by the caller: {{service}} (role prefix and schema), {{database}} (usually the service's
-- name; a test's copy has its own), {{owner_password}}, {{app_password}} (letters, digits, - and _ only).
-- Each @part is sent on its own, on the connection it names; every part may run again.
-- The same text serves the local stack, the containers and the template databases of the tests.

-- @part roles (any database, as administrator)
SELECT pg_advisory_xact_lock(hashtext('switchboard.roles'));
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{{service}}_owner') THEN
    CREATE ROLE {{service}}_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{{service}}_app') THEN
    CREATE ROLE {{service}}_app NOLOGIN;
  END IF;
END $$;
ALTER ROLE {{service}}_owner LOGIN PASSWORD '{{owner_password}}';
ALTER ROLE {{service}}_app LOGIN PASSWORD '{{app_password}}';
GRANT {{service}}_owner TO CURRENT_USER;
-- On the role, not on the database: a database made from a template keeps no settings of its own.
ALTER ROLE {{service}}_owner SET search_path = {{service}};
ALTER ROLE {{service}}_app SET search_path = {{service}};
ALTER ROLE {{service}}_owner SET lock_timeout = '10s';
ALTER ROLE {{service}}_app SET lock_timeout = '5s';
ALTER ROLE {{service}}_app SET statement_timeout = '15s';
ALTER ROLE {{service}}_app SET idle_in_transaction_session_timeout = '15s';

-- @part database (any database, as administrator; alone, and only if it is missing)
-- Encoding and order the same everywhere; LC_CTYPE is the server's, which must know letters beyond Latin.
CREATE DATABASE {{database}} TEMPLATE template0 ENCODING 'UTF8'
  LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C';

-- @part access (any database, as administrator; again for each copy, a template does not pass it on)
REVOKE ALL ON DATABASE {{database}} FROM PUBLIC;
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {{database}} TO {{service}}_owner;
GRANT CONNECT, TEMPORARY ON DATABASE {{database}} TO {{service}}_app;

-- @part contents (the database itself, as administrator)
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS {{service}} AUTHORIZATION {{service}}_owner;
GRANT USAGE ON SCHEMA {{service}} TO {{service}}_app;
ALTER DEFAULT PRIVILEGES FOR ROLE {{service}}_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE {{service}}_owner IN SCHEMA {{service}}
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{service}}_app;
ALTER DEFAULT PRIVILEGES FOR ROLE {{service}}_owner IN SCHEMA {{service}}
  GRANT USAGE, SELECT ON SEQUENCES TO {{service}}_app;
ALTER DEFAULT PRIVILEGES FOR ROLE {{service}}_owner IN SCHEMA {{service}}
  GRANT EXECUTE ON FUNCTIONS TO {{service}}_app;
