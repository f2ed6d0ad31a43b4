"""The rules of review (articles 10, 12-15): what would hold on paper. Time, ids and people are passed in."""
