"""Athena: saved queries can be deleted.

Without it DeleteNamedQuery is not implemented, and Terraform cannot destroy what it has made.
"""

from moto.athena.responses import AthenaResponse


def patch() -> None:
    def delete_named_query(self: AthenaResponse) -> str:
        self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
        return "{}"

    AthenaResponse.delete_named_query = delete_named_query
