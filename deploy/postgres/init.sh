#!/usr/bin/env bash
# Runs once, when the data directory is empty: makes the login role of the API and the database that the role owns.
# The role is no superuser and does not bypass row-level security, so that the namespaces stay apart in the store too.
set -e

psql --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet --set ON_ERROR_STOP=1 <<'SQL'
\getenv password STEMEDB_DATABASE_PASSWORD
CREATE ROLE stemedb LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE stemedb OWNER stemedb;
REVOKE ALL ON DATABASE stemedb FROM PUBLIC;
SQL
