resource "aws_cloudwatch_log_group" "page" {
  name              = "/ecs/${local.name}"
  retention_in_days = var.log_days
}

resource "aws_security_group" "page" {
  name        = "${local.name}-page"
  description = "From the balancer to the page"
  vpc_id      = local.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "page" {
  security_group_id            = aws_security_group.page.id
  description                  = "From the balancer"
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

resource "aws_vpc_security_group_egress_rule" "page" {
  security_group_id = aws_security_group.page.id
  description       = "To the endpoints for images and logs"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_ecs_cluster" "main" {
  name = local.name
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_task_definition" "page" {
  family                   = local.name
  requires_compatibilities = local.shape.requiresCompatibilities
  network_mode             = local.shape.networkMode
  cpu                      = local.shape.cpu
  memory                   = local.shape.memory
  execution_role_arn       = local.task.executionRoleArn
  task_role_arn            = local.task.taskRoleArn
  container_definitions    = jsonencode(local.task.containerDefinitions)
  runtime_platform {
    cpu_architecture        = local.shape.runtimePlatform.cpuArchitecture
    operating_system_family = local.shape.runtimePlatform.operatingSystemFamily
  }
  dynamic "volume" {
    for_each = local.shape.volumes
    content {
      name = volume.value.name
    }
  }
}

resource "aws_ecs_service" "page" {
  name                               = "page"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.page.arn
  launch_type                        = "FARGATE"
  desired_count                      = var.tasks.fewest
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 90

  network_configuration {
    subnets          = local.network.private_subnet_ids
    security_groups  = [aws_security_group.page.id]
    assign_public_ip = false
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.page.arn
    container_name   = local.container.name
    container_port   = local.port
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  alarms {
    alarm_names = [aws_cloudwatch_metric_alarm.errors.alarm_name]
    enable      = true
    rollback    = true
  }
  lifecycle {
    ignore_changes = [task_definition, desired_count] # GitHub deploys, the scaling counts
  }
  depends_on = [aws_lb_listener.https]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${local.name}-5xx"
  alarm_description   = "The page answered with server errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  dimensions          = { LoadBalancer = aws_lb.main.arn_suffix, TargetGroup = aws_lb_target_group.page.arn_suffix }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 2
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
}

resource "aws_appautoscaling_target" "page" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.page.name}"
  min_capacity       = var.tasks.fewest
  max_capacity       = var.tasks.most
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.page.service_namespace
  scalable_dimension = aws_appautoscaling_target.page.scalable_dimension
  resource_id        = aws_appautoscaling_target.page.resource_id
  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 300
    scale_out_cooldown = 60
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
