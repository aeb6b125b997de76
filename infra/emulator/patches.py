"""What moto 5.2 lacks for a deployment of Lakeward. Each function patches one thing and says why."""

import hashlib
import io
import json
import pathlib
import shutil
import subprocess
import tempfile
import zipfile

RUNTIME = pathlib.Path(__file__).with_name("lambda-runtime.cjs")
LOG_DELIVERY = "logging.s3.amazonaws.com"


def apply_patches(port: int) -> None:
    ignore_conditional_denials()
    understand_log_delivery()
    change_locks_of_full_buckets()
    write_results_where_the_workgroup_says()
    remember_function_settings()
    run_functions_in_node(f"http://127.0.0.1:{port}")


def ignore_conditional_denials() -> None:
    """moto enforces bucket policies but not their conditions, so "deny unless TLS" would deny every call to loopback."""
    from moto.s3.models import FakeBucket

    original = FakeBucket.get_permission

    def get_permission(self, action, resource):
        whole = self.policy
        if whole is None:
            return original(self, action, resource)
        document = json.loads(whole)
        document["Statement"] = [
            statement
            for statement in document["Statement"]
            if not (statement["Effect"] == "Deny" and "Condition" in statement)
        ]
        self.policy = json.dumps(document).encode()
        try:
            return original(self, action, resource)
        finally:
            self.policy = whole

    FakeBucket.get_permission = get_permission


def understand_log_delivery() -> None:
    """moto looks for the grant to S3's log delivery only in statements with one resource and no `"Principal": "*"` beside."""
    from moto.s3.models import FakeBucket

    def may_deliver(target_bucket, target_prefix):
        if not target_bucket.policy:
            return False
        everything = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/*"
        return any(
            statement["Effect"] == "Allow"
            and statement["Principal"] != "*"
            and statement["Principal"].get("Service") == LOG_DELIVERY
            and "s3:PutObject" in statement["Action"]
            and everything in statement["Resource"]
            for statement in json.loads(target_bucket.policy)["Statement"]
        )

    FakeBucket._log_permissions_enabled_policy = staticmethod(may_deliver)


def change_locks_of_full_buckets() -> None:
    """moto lets the default lock of a bucket be changed only while it is empty, so that Terraform could not take it away."""
    from moto.s3.models import S3Backend

    def put_object_lock_configuration(self, bucket_name, lock_enabled, mode=None, days=None, years=None):
        bucket = self.get_bucket(bucket_name)
        bucket.object_lock_enabled = bucket.object_lock_enabled or lock_enabled
        bucket.default_lock_mode, bucket.default_lock_days, bucket.default_lock_years = mode, days, years

    S3Backend.put_object_lock_configuration = put_object_lock_configuration


def write_results_where_the_workgroup_says() -> None:
    """moto forgets the workgroup's result location, so that a query that names none ends without a result file."""
    from moto.athena.models import AthenaBackend

    start = AthenaBackend.start_query_execution

    def start_query_execution(self, query, context, config, workgroup, execution_parameters):
        group = self.work_groups.get(workgroup)
        if group is not None and group.configuration["EnforceWorkGroupConfiguration"]:
            config = {"OutputLocation": group.configuration["ResultConfiguration"]["OutputLocation"]}
        return start(self, query, context, config, workgroup, execution_parameters)

    AthenaBackend.start_query_execution = start_query_execution


def remember_function_settings() -> None:
    """moto forgets the key and the log group of a function, so that every plan would want to set them again."""
    from moto.awslambda.models import LambdaFunction

    forgotten = ("KMSKeyArn", "LoggingConfig")
    create, describe, update = (
        LambdaFunction.__init__,
        LambdaFunction.get_configuration,
        LambdaFunction.update_configuration,
    )

    def kept(settings):
        return {name: settings[name] for name in forgotten if name in settings}

    def __init__(self, account_id, spec, region, version=1):
        self.settings_kept = kept(spec)
        create(self, account_id, spec, region, version)

    def get_configuration(self, on_create=False):
        return {**describe(self, on_create), **self.settings_kept}

    def update_configuration(self, config_updates):
        self.settings_kept |= kept(config_updates)
        return {**update(self, config_updates), **self.settings_kept}

    LambdaFunction.__init__ = __init__
    LambdaFunction.get_configuration = get_configuration
    LambdaFunction.update_configuration = update_configuration


def run_functions_in_node(endpoint: str) -> None:
    """moto runs functions in Docker. Here the deployed zip runs in node, with the deployed environment and nothing else."""
    from moto.awslambda.models import LambdaFunction

    node = shutil.which("node")
    if node is None:
        raise SystemExit("node is not on PATH")

    def invoke(self, event=None):
        self.logs_backend.ensure_log_group(self.logs_group_name)
        environment = {
            "AWS_REGION": self.region,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_LAMBDA_FUNCTION_NAME": self.function_name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.memory_size),
            **self.environment_vars,
        }
        run = subprocess.run(
            [node, str(RUNTIME), str(unpacked(self.code_bytes)), self.handler, str(self.timeout)],
            input=event if isinstance(event, str) else json.dumps(event or {}),
            capture_output=True,
            text=True,
            env=environment,
            timeout=int(self.timeout),
        )
        # The runtime answers on its last line; everything before is the function's own log.
        log, _, answer = run.stdout.rstrip("\n").rpartition("\n")
        self.save_logs(log + run.stderr)
        return answer or "null", run.returncode != 0, log + run.stderr

    LambdaFunction._invoke_lambda = invoke


def unpacked(code: bytes) -> pathlib.Path:
    folder = pathlib.Path(tempfile.gettempdir(), f"lakeward-function-{hashlib.sha256(code).hexdigest()[:16]}")
    if not folder.is_dir():
        with zipfile.ZipFile(io.BytesIO(code)) as archive:
            archive.extractall(folder)
    return folder
