resource "aws_security_group" "balancer" {
  name        = "${local.name}-balancer"
  description = "From everywhere to the balancer"
  vpc_id      = local.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  for_each          = { http = 80, https = 443 }
  security_group_id = aws_security_group.balancer.id
  description       = each.key
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_vpc_security_group_egress_rule" "balancer" {
  security_group_id            = aws_security_group.balancer.id
  description                  = "To the page"
  referenced_security_group_id = aws_security_group.page.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

resource "aws_lb" "main" {
  name                       = local.name
  load_balancer_type         = "application"
  security_groups            = [aws_security_group.balancer.id]
  subnets                    = local.network.public_subnet_ids
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection
  idle_timeout               = 60 # less than gunicorn's keepalive
}

resource "aws_lb_target_group" "page" {
  name                          = local.name
  vpc_id                        = local.network.vpc_id
  target_type                   = "ip"
  protocol                      = "HTTP"
  port                          = local.port
  deregistration_delay          = 30
  load_balancing_algorithm_type = "least_outstanding_requests"
  health_check {
    path                = "/readyz"
    matcher             = "200"
    interval            = 15
    timeout             = 10
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  protocol          = "HTTP"
  port              = 80
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.main.arn
  protocol          = "HTTPS"
  port              = 443
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.page.arn
  }
}

resource "aws_lb_listener_rule" "inside_only" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 1
  condition {
    path_pattern {
      values = ["/metrics", "/readyz"]
    }
  }
  action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}
