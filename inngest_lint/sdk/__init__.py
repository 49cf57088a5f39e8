"""What Inngest is, as data and small pure functions; knows no syntax tree."""
