"""Policies: statements with a condition are left out.

Without it conditions of bucket policies are not looked at, and "deny unless by TLS" denies everything. The emulator does not judge
who may do what: the tests of the stacks do that, on the policies themselves.
"""

from moto.iam.access_control import IAMPolicyStatement, PermissionResult


def patch() -> None:
    judge = IAMPolicyStatement.is_action_permitted

    def is_action_permitted(self: IAMPolicyStatement, *args, **kwargs) -> PermissionResult:
        if "Condition" in self._statement:
            return PermissionResult.NEUTRAL
        return judge(self, *args, **kwargs)

    IAMPolicyStatement.is_action_permitted = is_action_permitted
