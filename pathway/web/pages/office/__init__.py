"""What an office needs around its cases: tasks, meetings, people, mail and the calendar."""
