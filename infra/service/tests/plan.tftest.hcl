# Run by `make test-deploy`, without AWS: the provider is mocked.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_availability_zones" {
    defaults = { names = ["a", "b", "c"] }
  }
}

variables {
  region            = "eu-south-1"
  environment       = "staging"
  image             = "111122223333.dkr.ecr.eu-south-1.amazonaws.com/mlops-pdt@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  repository_arn    = "arn:aws:ecr:eu-south-1:111122223333:repository/mlops-pdt"
  certificate_arn   = "arn:aws:acm:eu-south-1:111122223333:certificate/x"
  oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
  github_subject    = "repo:org@1/twin@2"
}

run "what_is_shipped_is_safe" {
  command = plan
  assert {
    condition     = aws_ecs_service.page.deployment_circuit_breaker[0].enable && aws_ecs_service.page.deployment_circuit_breaker[0].rollback
    error_message = "A bad deployment must roll back."
  }
  assert {
    condition     = aws_ecs_service.page.network_configuration[0].assign_public_ip == false
    error_message = "Tasks have no public address."
  }
  assert {
    condition     = aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS"
    error_message = "Plain HTTP is redirected."
  }
  assert {
    condition     = local.container.readonlyRootFilesystem && contains(local.container.linuxParameters.capabilities.drop, "ALL")
    error_message = "The root is read-only and no capability is kept."
  }
  assert {
    condition     = aws_cloudwatch_log_group.page.retention_in_days > 0
    error_message = "Logs end some day."
  }
  assert {
    condition     = length(module.network) == 1
    error_message = "Without given subnets a network is made."
  }
}

run "given_subnets_are_used" {
  command = plan
  variables {
    network = { vpc_id = "vpc-1", public_subnet_ids = ["subnet-1", "subnet-2"], private_subnet_ids = ["subnet-3", "subnet-4"] }
  }
  assert {
    condition     = length(module.network) == 0 && aws_ecs_service.page.network_configuration[0].subnets == toset(["subnet-3", "subnet-4"])
    error_message = "Given subnets replace the network."
  }
}

run "a_tag_is_refused" {
  command = plan
  variables {
    image = "111122223333.dkr.ecr.eu-south-1.amazonaws.com/mlops-pdt:latest"
  }
  expect_failures = [var.image]
}

run "a_wildcard_subject_is_refused" {
  command = plan
  variables {
    github_subject = "repo:org/*"
  }
  expect_failures = [var.github_subject]
}
