"""The evidence page: every published effect beside the virtual trial, as data/evidence/scorecard.csv has them."""
