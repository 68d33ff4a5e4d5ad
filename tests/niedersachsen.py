"""The Kontenrahmen that a new Datenmappe has where nothing is said."""

from xlbudget.app.bericht.laender import shipped_laender
from xlbudget.core.landesrahmen import Land

NIEDERSACHSEN_RAHMEN = shipped_laender()[Land.NI]
