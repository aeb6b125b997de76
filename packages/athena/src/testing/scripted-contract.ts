import { AppError } from '@lakeward/core';
import { InMemoryQueryEngine } from './in-memory-query-engine';
import { contractStatements, missingTableFailure } from './query-engine-contract';

/** An {@link InMemoryQueryEngine} that answers the contract's statements as a real engine would. */
export function scriptedContractEngine(): InMemoryQueryEngine {
  return new InMemoryQueryEngine()
    .answer(contractStatements.nullAndEmpty, {
      columns: [
        { name: 'id', type: 'integer' },
        { name: 'note', type: 'varchar' },
      ],
      rows: [
        ['1', 'say "hi"'],
        ['2', null],
        ['3', ''],
      ],
    })
    .answer(contractStatements.parameters, ({ parameters = [] }) => ({
      columns: [
        { name: 'region', type: 'varchar' },
        { name: 'amount', type: 'integer' },
      ],
      rows: [parameters.map(literalValue)],
    }))
    .answer(contractStatements.manyRows, {
      columns: [{ name: 'n', type: 'bigint' }],
      rows: Array.from({ length: 2500 }, (_, index) => [String(index + 1)]),
      runningLooks: 2,
    })
    .answer(contractStatements.noRows, { columns: [{ name: 'id', type: 'integer' }] })
    .answer(contractStatements.missingTable, {
      runningLooks: 1,
      failure: {
        ...missingTableFailure,
        message:
          "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.lakeward_contract_missing_table' does not exist",
      },
    })
    .answer(contractStatements.slow, { runningLooks: Number.POSITIVE_INFINITY })
    .answer(contractStatements.syntaxError, { refusal: syntaxError("line 1:1: mismatched input 'SELEC'.") })
    .answer(contractStatements.twoStatements, { refusal: syntaxError('Only one sql statement is allowed.') });
}

function literalValue(literal: string): string {
  return literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : literal;
}

function syntaxError(message: string): AppError {
  return new AppError({ code: 'ATHENA_SYNTAX_ERROR', message, remedy: 'Correct the statement.' });
}
