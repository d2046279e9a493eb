variable "region" {
  description = "AWS region"
  type        = string
}

variable "name" {
  description = "Name of the repository and prefix of the roles"
  type        = string
  default     = "mlops-pdt"
}

variable "github_subject" {
  description = "How GitHub's token names this repository, with ids: repo:ORG@ORG_ID/REPO@REPO_ID (repo:ORG/REPO before 15 July 2026)"
  type        = string
  validation {
    condition     = can(regex("^repo:[^*:]+/[^*:]+$", var.github_subject))
    error_message = "One repository, without a wildcard."
  }
}

variable "images_kept" {
  description = "Number of images that stay in the repository"
  type        = number
  default     = 20
}

output "repository_url" {
  value = aws_ecr_repository.images.repository_url
}

output "repository_arn" {
  value = aws_ecr_repository.images.arn
}

output "push_role_arn" {
  value = aws_iam_role.push.arn
}

output "oidc_provider_arn" {
  value = aws_iam_openid_connect_provider.github.arn
}
