/**
 * How a query fails inside DuckDB with a name of Athena's. DuckDB's error() cannot be caught by TRY, a cast that fails can:
 * so a failure is the cast of `NAME: message` to a boolean. The optimizer works out whatever is constant, also in branches that
 * no row takes: so the witness has to name everything that the decision to fail depends on.
 */
export const FAILURE_MACROS = `
CREATE OR REPLACE MACRO athena_fail(message, witness) AS
  CASE WHEN CAST(concat(message, left(CAST(witness AS VARCHAR), 0)) AS BOOLEAN) THEN NULL END;
CREATE OR REPLACE MACRO athena_bad_argument(message, witness) AS
  athena_fail(concat('INVALID_FUNCTION_ARGUMENT: ', message), witness);
CREATE OR REPLACE MACRO athena_bad_cast(message, witness) AS
  athena_fail(concat('INVALID_CAST_ARGUMENT: ', message), witness);
`;
