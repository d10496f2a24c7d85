"""From a text to places and claims: recognition → resolution → routes, with the gazetteer, time expressions and the geocoding chain."""
