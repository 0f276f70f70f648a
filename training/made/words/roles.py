# ruff: noqa: E501
"""Roles in a club, a board or an office in the seven languages, with their articles; those that are alike together."""

import re

from training.made.words.things import seven

WITHOUT = re.compile(r"^(?:the |der |die |das |le |la |l['’]|el |il |lo |de |het |o |a )")
"""The article that a role begins with."""

ROLES = seven("""the chair|der Vorsitzende|le président|el presidente|il presidente|de voorzitter|o presidente
the vice chair|der stellvertretende Vorsitzende|le vice-président|el vicepresidente|il vicepresidente|de vicevoorzitter|o vice-presidente
the past chair|der frühere Vorsitzende|l'ancien président|el presidente saliente|il presidente uscente|de vorige voorzitter|o presidente cessante
the honorary chair|der Ehrenvorsitzende|le président d'honneur|el presidente de honor|il presidente onorario|de erevoorzitter|o presidente honorário
the treasurer|der Schatzmeister|le trésorier|el tesorero|il tesoriere|de penningmeester|o tesoureiro
the assistant treasurer|der stellvertretende Schatzmeister|le trésorier adjoint|el tesorero adjunto|il vicetesoriere|de tweede penningmeester|o tesoureiro adjunto
the secretary|der Schriftführer|le secrétaire|el secretario|il segretario|de secretaris|o secretário
the recording secretary|der Protokollführer|le secrétaire de séance|el secretario de actas|il segretario verbalizzante|de notulist|o secretário de atas
the membership secretary|der Mitgliederwart|le responsable des adhésions|el responsable de socios|il responsabile dei soci|de ledensecretaris|o responsável pelos sócios
the head of sales|der Leiter Vertrieb|le directeur des ventes|el jefe de ventas|il responsabile vendite|het hoofd verkoop|o chefe de vendas
the deputy head of sales|der stellvertretende Leiter Vertrieb|le directeur adjoint des ventes|el subjefe de ventas|il vice responsabile vendite|het plaatsvervangend hoofd verkoop|o subchefe de vendas
the head of training|der Leiter Ausbildung|le directeur de la formation|el jefe de formación|il responsabile formazione|het hoofd opleidingen|o chefe de formação
the project manager|der Projektleiter|le chef de projet|el jefe de proyecto|il capo progetto|de projectleider|o gestor de projeto
the deputy project manager|der stellvertretende Projektleiter|le chef de projet adjoint|el subjefe de proyecto|il vice capo progetto|de tweede projectleider|o gestor adjunto de projeto
the site manager|der Bauleiter|le chef de chantier|el jefe de obra|il capocantiere|de uitvoerder|o diretor de obra
the auditor|der Kassenprüfer|le vérificateur aux comptes|el interventor|il revisore dei conti|de kascommissie|o revisor de contas
the newsletter editor|der Redakteur|le rédacteur du bulletin|el editor del boletín|il redattore del bollettino|de redacteur|o editor do boletim
the webmaster|der Webmaster|le webmestre|el administrador web|il webmaster|de webmaster|o administrador do site
the safety officer|der Sicherheitsbeauftragte|le responsable sécurité|el responsable de seguridad|il responsabile della sicurezza|de veiligheidsfunctionaris|o responsável pela segurança
the data protection officer|der Datenschutzbeauftragte|le délégué à la protection des données|el delegado de protección de datos|il responsabile della protezione dei dati|de functionaris gegevensbescherming|o encarregado de proteção de dados
the first aid officer|der Ersthelfer|le secouriste|el responsable de primeros auxilios|l'addetto al primo soccorso|de bedrijfshulpverlener|o socorrista
the youth coordinator|der Jugendwart|le responsable jeunesse|el coordinador juvenil|il coordinatore giovani|de jeugdcoördinator|o coordenador da juventude
the events coordinator|der Veranstaltungswart|le responsable des événements|el coordinador de actos|il coordinatore eventi|de evenementencoördinator|o coordenador de eventos
the president-elect|der designierte Präsident|le président élu|el presidente electo|il presidente eletto|de aankomend president|o presidente eleito""")
