-- Every token that was there before has its bond now: from here on, one without is no token.
UPDATE tokens SET mac = mac WHERE mac IS NULL;
