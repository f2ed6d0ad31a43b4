"""What holds of incidents, duty, directives, freezes and takedowns on paper, without computers."""
