"""What our dependencies bring along: licences, and known vulnerabilities."""
