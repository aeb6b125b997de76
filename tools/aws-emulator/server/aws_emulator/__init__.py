"""An AWS account on the loopback interface: moto's server with what Terraform and real code need beyond it."""
