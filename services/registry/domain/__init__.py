"""What stays true of units, people, applications and accounts without any computer. Times and ids are passed in."""
