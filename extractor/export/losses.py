"""What several formats can't carry, each in one phrase for the user."""

NOT_OF_AN_INCIDENT = "what stands beside the incidents: totals, reconciliation, checks on the report, unused text"
NO_EVIDENCE = "the words, pages and boxes that each value rests on"
NO_CANDIDATES = "the other places of the gazetteer that could be meant, and the reasons of a link"
NO_CHECKS = "checks, and the reasons of the confidence"
NO_TEXT = "the text of an incident, its headings and hyperlinks"
JOINED_LISTS = "which weapon belongs to which carrier and count, and whose certainty is whose, where there are several"
