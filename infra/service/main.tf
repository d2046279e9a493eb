# Once per environment: network, balancer, service, scaling, roles.

terraform {
  required_version = ">= 1.7"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
  backend "s3" {}
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { project = var.project, environment = var.environment }
  }
}

module "network" {
  source = "../network"
  count  = var.network == null ? 1 : 0
  name   = local.name
  cidr   = var.cidr
}

locals {
  name    = "${var.project}-${var.environment}"
  network = var.network == null ? module.network[0].network : var.network

  # As it stands, for what is known before anything exists; filled in, for what ECS gets.
  shape     = jsondecode(file("${path.module}/../task-definition.json"))
  container = local.shape.containerDefinitions[0]
  port      = local.container.portMappings[0].containerPort
  task = jsondecode(templatefile("${path.module}/../task-definition.json", {
    name               = local.name
    region             = var.region
    image              = var.image
    log_group          = aws_cloudwatch_log_group.page.name
    execution_role_arn = aws_iam_role.execution.arn
    task_role_arn      = aws_iam_role.task.arn
  }))
}
