"""What is checked of the packages that the suite stands on."""
