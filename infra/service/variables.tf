variable "region" {
  description = "AWS region"
  type        = string
}

variable "project" {
  description = "Prefix of every name"
  type        = string
  default     = "mlops-pdt"
}

variable "environment" {
  description = "staging or production"
  type        = string
  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "staging or production."
  }
}

variable "image" {
  description = "The first image, by digest: REPOSITORY@sha256:…; later ones are deployed by GitHub"
  type        = string
  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "An image by digest, not by tag."
  }
}

variable "repository_arn" {
  description = "The image repository that infra/account made"
  type        = string
}

variable "certificate_arn" {
  description = "The certificate of the page's name, in ACM"
  type        = string
}

variable "oidc_provider_arn" {
  description = "GitHub's identity provider that infra/account made"
  type        = string
}

variable "github_subject" {
  description = "How GitHub's token names this repository, with ids: repo:ORG@ORG_ID/REPO@REPO_ID (repo:ORG/REPO before 15 July 2026)"
  type        = string
  validation {
    condition     = can(regex("^repo:[^*:]+/[^*:]+$", var.github_subject))
    error_message = "One repository, without a wildcard."
  }
}

variable "network" {
  description = "Subnets that exist already; null makes a network"
  type = object({
    vpc_id             = string
    public_subnet_ids  = list(string)
    private_subnet_ids = list(string)
  })
  default = null
}

variable "cidr" {
  description = "Addresses of the network that is made"
  type        = string
  default     = "10.20.0.0/16"
}

variable "tasks" {
  description = "Fewest and most tasks"
  type        = object({ fewest = number, most = number })
  default     = { fewest = 2, most = 6 }
}

variable "log_days" {
  description = "Days that logs are kept"
  type        = number
  default     = 30
}

variable "deletion_protection" {
  description = "Whether the balancer resists deletion"
  type        = bool
  default     = true
}
