"""The definition files that the package ships."""
