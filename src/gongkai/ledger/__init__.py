"""What happened (台账): events in, states and due dates out. No database, no clock, no file."""
