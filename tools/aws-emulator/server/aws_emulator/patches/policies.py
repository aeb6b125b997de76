"""Policies: statements with a condition are left out, and jobs of S3 Batch Operations are resources.

Without it conditions of bucket policies are not looked at, and "deny unless by TLS" denies everything; and a role that may look
after jobs cannot be made, since their names, alone with access points of S3's, hold a Region. The emulator does not judge who may
do what: the tests of the stacks do that, on the policies themselves.
"""

from moto.iam.access_control import IAMPolicyStatement, PermissionResult
from moto.iam.policy_validation import SERVICE_TYPE_REGION_INFORMATION_ERROR_ASSOCIATIONS


def patch() -> None:
    _leave_conditions_out()
    SERVICE_TYPE_REGION_INFORMATION_ERROR_ASSOCIATIONS["s3"]["valid_starting_values"].append("job/")


def _leave_conditions_out() -> None:
    judge = IAMPolicyStatement.is_action_permitted

    def is_action_permitted(self: IAMPolicyStatement, *args, **kwargs) -> PermissionResult:
        if "Condition" in self._statement:
            return PermissionResult.NEUTRAL
        return judge(self, *args, **kwargs)

    IAMPolicyStatement.is_action_permitted = is_action_permitted
