"""Asking the registers of publications, Crossref and PubMed, what they know of a DOI or a PMID."""
