/**
 * Runs one invocation of a function: node function-host.cjs CODE_FOLDER HANDLER RESULT_FILE, with the event on standard input.
 * What the handler gives or throws goes to the result file as JSON; standard output and error are the function's own log.
 */
const { randomUUID } = require('node:crypto');
const { existsSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { pathToFileURL } = require('node:url');

const [, , folder, handler, resultFile] = process.argv;

/** `dist/run.handler` is `handler` of `dist/run.js`, `.mjs` or `.cjs`, in Lambda's order. */
async function loadHandler() {
  const dot = handler.lastIndexOf('.');
  const stem = path.join(folder, handler.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((extension) => stem + extension).find((name) => existsSync(name));
  if (file === undefined) throw new Error(`The code has no module "${handler.slice(0, dot)}".`);
  const loaded = await import(pathToFileURL(file).href);
  const name = handler.slice(dot + 1);
  return loaded[name] ?? loaded.default[name];
}

function context() {
  const end = Date.now() + Number(process.env.EMULATOR_TIMEOUT_SECONDS) * 1_000;
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: process.env.EMULATOR_FUNCTION_ARN,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: 'emulator',
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
  };
}

async function main() {
  try {
    const event = JSON.parse(await text(process.stdin));
    const result = await (await loadHandler())(event, context());
    writeFileSync(resultFile, JSON.stringify(result ?? null));
    process.exitCode = 0;
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    writeFileSync(
      resultFile,
      JSON.stringify({ errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') }),
    );
    process.exitCode = 1;
  }
  // Whatever the function left open, such as connections kept alive: Lambda would freeze it.
  process.exit();
}

void main();
