#!/bin/sh
# The two roles of the database: the owner migrates, the application works (docs/operations.md).
set -eu
psql --username postgres --dbname rec --set ON_ERROR_STOP=1 \
  --set owner="$(cat /run/secrets/owner_password)" --set application="$(cat /run/secrets/application_password)" <<'SQL'
CREATE ROLE rec_app LOGIN PASSWORD :'application';
CREATE ROLE rec_owner LOGIN PASSWORD :'owner';
GRANT rec_app TO rec_owner;
ALTER DATABASE rec OWNER TO rec_owner;
SQL
