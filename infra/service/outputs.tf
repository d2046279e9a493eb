output "address" {
  description = "Point the page's name here"
  value       = aws_lb.main.dns_name
}

output "deploy_role_arn" {
  value = aws_iam_role.deploy.arn
}

output "execution_role_arn" {
  value = aws_iam_role.execution.arn
}

output "task_role_arn" {
  value = aws_iam_role.task.arn
}

output "log_group" {
  value = aws_cloudwatch_log_group.page.name
}

output "cluster" {
  value = aws_ecs_cluster.main.name
}
