"""Athena: saved queries can be deleted, and results lie where the workgroup says.

Without it DeleteNamedQuery is not implemented, and Terraform cannot destroy what it has made; and the result location of a
workgroup is not looked at, so that a query which names none has no result file.
"""

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse


def patch() -> None:
    _delete_saved_queries()
    _write_results_where_the_workgroup_says()


def _delete_saved_queries() -> None:
    def delete_named_query(self: AthenaResponse) -> str:
        self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
        return "{}"

    AthenaResponse.delete_named_query = delete_named_query


def _write_results_where_the_workgroup_says() -> None:
    start = AthenaBackend.start_query_execution

    def start_query_execution(self: AthenaBackend, query, context, config, workgroup, execution_parameters) -> str:
        group = self.work_groups.get(workgroup or "primary")
        settings = {} if group is None else group.configuration
        location = settings.get("ResultConfiguration", {}).get("OutputLocation")
        asked = (config or {}).get("OutputLocation")
        if location and (settings["EnforceWorkGroupConfiguration"] or not asked):
            config = {**(config or {}), "OutputLocation": location}
        return start(self, query, context, config, workgroup, execution_parameters)

    AthenaBackend.start_query_execution = start_query_execution
