"""Lambda: functions run, in a Node.js child instead of a container, and keep all of their settings.

Without it an invocation needs Docker; and the dead-letter queue, the key and the logging of a function are dropped, so that each
plan finds a difference.
"""

import hashlib
import io
import json
import os
import pathlib
import subprocess
import tempfile
import zipfile

from moto.awslambda.models import LambdaFunction

_DROPPED_SETTINGS = ("DeadLetterConfig", "KMSKeyArn", "LoggingConfig")

HOST_SCRIPT = pathlib.Path(__file__).parents[2] / "function-host.cjs"


def patch(endpoint: str, node: str) -> None:
    _keep_settings()
    runner = _FunctionRunner(endpoint, node)

    def invoke(self: LambdaFunction, event=None) -> tuple[str, bool, str]:
        self.logs_backend.ensure_log_group(self.logs_group_name)
        answer, failed, log = runner.run(self, {} if event is None else event)
        self.save_logs(log)
        return answer, failed, log

    LambdaFunction._invoke_lambda = invoke


class _FunctionRunner:
    """Runs the code of functions, each invocation in a process of its own."""

    def __init__(self, endpoint: str, node: str) -> None:
        self._endpoint = endpoint
        self._node = node
        # Held as long as the emulator lives; goes with it.
        self._folder = tempfile.TemporaryDirectory(prefix="aws-emulator-")

    def run(self, function: LambdaFunction, event) -> tuple[str, bool, str]:
        """The answer as JSON, whether it is an error, and what the function wrote to its log."""
        seconds = int(function.timeout or 3)
        with tempfile.TemporaryDirectory(dir=self._folder.name) as folder:
            result = pathlib.Path(folder, "result.json")
            command = [self._node, str(HOST_SCRIPT), self._code(function), function.handler, str(result)]
            try:
                child = subprocess.run(
                    command,
                    input=json.dumps(event).encode(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    env=self._environment(function, seconds),
                    timeout=seconds,
                )
            except subprocess.TimeoutExpired as late:
                message = f"Task timed out after {seconds}.00 seconds"
                log = (late.stdout or b"").decode(errors="replace")
                return _error("Sandbox.Timedout", message), True, f"{log}{message}\n"
            log = child.stdout.decode(errors="replace")
            if not result.exists():
                message = f"Runtime exited with code {child.returncode}"
                return _error("Runtime.ExitError", message), True, f"{log}{message}\n"
            return result.read_text(), child.returncode != 0, log

    def _code(self, function: LambdaFunction) -> str:
        """The folder with the unpacked code; unpacked once, however many functions share it."""
        name = hashlib.sha256(function.code_bytes).hexdigest()
        folder = pathlib.Path(self._folder.name, name)
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=self._folder.name) as unpacked:
                code = pathlib.Path(unpacked, "code")
                with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as archive:
                    archive.extractall(code)
                try:
                    code.rename(folder)
                except OSError:
                    # Another invocation was faster.
                    pass
        return str(folder)

    def _environment(self, function: LambdaFunction, seconds: int) -> dict[str, str]:
        """What Lambda sets, with this emulator for AWS, and nothing of the environment the emulator runs in but where programs are."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": self._folder.name,
            "TZ": ":UTC",
            "AWS_REGION": function.region,
            "AWS_DEFAULT_REGION": function.region,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": self._endpoint,
            "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
            "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
            "AWS_LAMBDA_LOG_GROUP_NAME": function.logs_group_name,
            "EMULATOR_FUNCTION_ARN": function.function_arn,
            "EMULATOR_TIMEOUT_SECONDS": str(seconds),
            **{name: str(value) for name, value in function.environment_vars.items()},
        }


def _error(kind: str, message: str) -> str:
    return json.dumps({"errorType": kind, "errorMessage": message})


def _keep_settings() -> None:
    create, tell, change = (
        LambdaFunction.__init__,
        LambdaFunction.get_configuration,
        LambdaFunction.update_configuration,
    )

    def kept(settings: dict) -> dict:
        return {name: settings[name] for name in _DROPPED_SETTINGS if name in settings}

    def __init__(self: LambdaFunction, account_id, spec, *args, **kwargs) -> None:
        self.kept_settings = kept(spec)
        create(self, account_id, spec, *args, **kwargs)

    def get_configuration(self: LambdaFunction, *args, **kwargs) -> dict:
        # What is set to nothing has been taken away.
        told = {name: value for name, value in self.kept_settings.items() if value}
        return {**tell(self, *args, **kwargs), **told}

    def update_configuration(self: LambdaFunction, config_updates: dict) -> dict:
        self.kept_settings = {**self.kept_settings, **kept(config_updates)}
        return change(self, config_updates)

    LambdaFunction.__init__ = __init__
    LambdaFunction.get_configuration = get_configuration
    LambdaFunction.update_configuration = update_configuration
