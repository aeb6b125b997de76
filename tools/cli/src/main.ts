import { run } from './program';

void run(process.argv.slice(2), { out: process.stdout, err: process.stderr }, process.env).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
);
